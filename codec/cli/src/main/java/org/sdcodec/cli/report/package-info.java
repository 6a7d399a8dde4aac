/** What reports and the studio show: error maps, scores, charts as SVG, pages of one file. */
package org.sdcodec.cli.report;
