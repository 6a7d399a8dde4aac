/** What executors do with the content of one file; nothing here depends on SQL or on jobs. */
package org.sdcodec.spark.work;
