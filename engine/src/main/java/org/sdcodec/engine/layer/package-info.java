/**
 * Layers: weights in the order of their kernel, and a {@code forward} that splits its outputs among the threads. Inputs
 * are never modified unless the method says so; results come from the engine's work memory and go back to it by {@link
 * org.sdcodec.engine.Engine#release}.
 */
package org.sdcodec.engine.layer;
