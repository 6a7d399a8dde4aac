package org.sdcodec.unet;
