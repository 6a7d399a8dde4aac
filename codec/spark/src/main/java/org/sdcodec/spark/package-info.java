/** sdcodec in Spark: SQL functions, also for Java and Scala. */
package org.sdcodec.spark;
