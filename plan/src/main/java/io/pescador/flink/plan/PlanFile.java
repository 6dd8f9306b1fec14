// SPDX-License-Identifier: Apache-2.0
package io.pescador.flink.plan;

import io.pescador.flink.plan.key.Mapping;
import io.pescador.flink.plan.key.PlanPaths;
import io.pescador.flink.plan.key.PlanText;
import io.pescador.flink.plan.problem.Problems;
import io.pescador.flink.plan.problem.Reasons;

import org.apache.flink.annotation.Internal;
import org.apache.flink.core.fs.FSDataInputStream;
import org.apache.flink.core.fs.Path;
import org.apache.flink.core.fs.UnsupportedFileSystemSchemeException;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Map;

/** The file of a plan. */
@Internal
public final class PlanFile {

    private PlanFile() {}

    /** @throws PlanException if the file cannot be read, or is no mapping */
    static Mapping read(String path, Map<String, String> variables, Problems problems) throws PlanException {
        Mapping plan = PlanText.read(path, text(path), variables, problems);
        if (plan == null) {
            PlanException.raise(problems);
        }
        return plan;
    }

    /**
     * A plan as it is written.
     *
     * @throws PlanException if it cannot be read
     */
    public static String text(String path) throws PlanException {
        Path file = new Path(path);
        try (FSDataInputStream in = file.getFileSystem().open(file)) {
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(in.readAllBytes()))
                    .toString();
        } catch (CharacterCodingException e) {
            throw PlanException.of(path + ": this is no plan: it is not UTF-8 text");
        } catch (UnsupportedFileSystemSchemeException e) {
            throw PlanException.of(path + ": " + PlanPaths.unknownScheme(path));
        } catch (IOException | RuntimeException | Error e) { // stores throw what they like
            if (e instanceof FileNotFoundException gone && Reasons.isGone(gone)) {
                throw PlanException.of(path + ": there is no such plan");
            }
            throw PlanException.of(path + ": the plan cannot be read: " + Reasons.of(e), e);
        }
    }
}
