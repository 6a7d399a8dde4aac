package org.sdcodec.cli.record;

/** How records of measurements are written for programs. */
public enum RecordFormat {
    /** RFC 4180: a comma between fields, a first line of titles. */
    CSV,
    /** One object on a line for each record. */
    JSON
}
