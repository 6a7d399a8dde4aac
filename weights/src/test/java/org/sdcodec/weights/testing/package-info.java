/** Checkpoints made by rule and golden tensors, for the tests of this module and of those that build on it. */
package org.sdcodec.weights.testing;
