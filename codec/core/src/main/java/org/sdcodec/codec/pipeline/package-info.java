/** The pipelines from pictures to files and back, and the registry of coding modes. */
package org.sdcodec.codec.pipeline;
