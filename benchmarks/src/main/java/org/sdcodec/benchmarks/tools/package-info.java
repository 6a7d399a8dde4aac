/** Programs of this machine that benchmarks run, folders for their files, and records of what was measured. */
package org.sdcodec.benchmarks.tools;
