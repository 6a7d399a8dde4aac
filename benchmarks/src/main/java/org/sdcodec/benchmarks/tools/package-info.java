/** Programs of this machine that benchmarks run, and folders for their files. */
package org.sdcodec.benchmarks.tools;
