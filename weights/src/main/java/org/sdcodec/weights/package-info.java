package org.sdcodec.weights;
