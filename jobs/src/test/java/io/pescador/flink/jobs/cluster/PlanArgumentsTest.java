// SPDX-License-Identifier: Apache-2.0
package io.pescador.flink.jobs.cluster;

import io.pescador.flink.plan.PlanException;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.util.Map;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** The arguments of {@link PlanJob}, as a resource or a command line has them. */
class PlanArgumentsTest {

    @Test
    void valuesStandAfterANameOrAfterAnEqualsSign() throws PlanException {
        PlanArguments given = PlanArguments.of(
                "--plan", "s3://bucket/p.yaml", "--seed=-7", "--max-iter", "5M", "--set", "rate=8", "--set=glob=a=b");
        assertThat(given.plan()).isEqualTo("s3://bucket/p.yaml");
        assertThat(given.seed()).isEqualTo(-7);
        assertThat(given.maxIter()).isEqualTo(5_000_000);
        assertThat(given.variables()).isEqualTo(Map.of("rate", "8", "glob", "a=b"));
        assertThat(given.output()).isNull();
        assertThat(given.provenance()).isFalse();
        assertThat(PlanArguments.of("--provenance", "--plan", "p").provenance()).isTrue();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "--seed 7 | no --plan: give the plan file, such as --plan s3://bucket/plan.yaml",
                "--plan | --plan has no value: write --plan and the value after it",
                "--plan p --seed x | --seed is \"x\": it is a whole number",
                "--plan p --max-iter 0 | --max-iter is 0: it is a whole number ≥ 1",
                "--plan p --plan q | --plan is given twice: keep one of the two",
                "--plan p --set rate | --set is \"rate\": write --set NAME=VALUE",
                "--plan p --sed 7 | \"--sed\" is no argument: there are --plan, --seed, --max-iter, --output, --provenance, --set",
                "p.yaml | \"p.yaml\" is no argument: there are --plan, --seed, --max-iter, --output, --provenance, --set",
                "--plan p --state s | no --state here: the platform says where state is saved: set execution.checkpointing.dir in"
                        + " Flink's configuration",
            })
    void saysInALineWhatIsWrong(String args, String message) {
        assertThatThrownBy(() -> PlanArguments.of(args.split(" ")))
                .isInstanceOf(PlanException.class)
                .hasMessage(message);
    }
}
