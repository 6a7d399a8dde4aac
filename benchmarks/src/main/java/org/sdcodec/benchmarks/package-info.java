package org.sdcodec.benchmarks;
