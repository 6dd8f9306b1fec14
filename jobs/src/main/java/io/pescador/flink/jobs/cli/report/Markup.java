// SPDX-License-Identifier: Apache-2.0
package io.pescador.flink.jobs.cli.report;

/** Text as HTML and SVG write it, in elements and in attributes. */
final class Markup {

    private Markup() {}

    static String escaped(String text) {
        return text.replace("&", "&amp;")
                .replace("<", "&lt;")
                .replace(">", "&gt;")
                .replace("\"", "&quot;");
    }
}
