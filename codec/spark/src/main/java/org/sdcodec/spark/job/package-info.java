/** Jobs for {@code spark-submit}: folders of files to a dataset of results. */
package org.sdcodec.spark.job;
