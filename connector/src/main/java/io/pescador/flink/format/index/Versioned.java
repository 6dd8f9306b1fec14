// SPDX-License-Identifier: Apache-2.0
package io.pescador.flink.format.index;

import org.apache.flink.annotation.Experimental;

/** Open rows that know which version of a file they read, so that it need not be looked at again. */
@Experimental
public interface Versioned {

    FileVersion version();
}
