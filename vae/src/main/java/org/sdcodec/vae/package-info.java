package org.sdcodec.vae;
