// SPDX-License-Identifier: Apache-2.0
package io.pescador.flink.plan.compile;

import io.pescador.flink.record.Sample;

import org.apache.flink.annotation.Internal;

/**
 * What a plan gives, by the example of one sample.
 *
 * @param stream what messages call the leaf that it is from
 * @param sample as the plan gives it; a batch has one entry
 */
@Internal
public record Example(String stream, Sample sample) {}
