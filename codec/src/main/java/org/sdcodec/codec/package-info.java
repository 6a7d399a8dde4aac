package org.sdcodec.codec;
