/** Records of measurements for other programs, as CSV or JSON. */
package org.sdcodec.cli.record;
