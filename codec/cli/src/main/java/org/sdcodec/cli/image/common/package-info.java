/** What the decoders of all picture formats share: limits, warnings, failures, embedded profiles and orientation. */
package org.sdcodec.cli.image.common;
