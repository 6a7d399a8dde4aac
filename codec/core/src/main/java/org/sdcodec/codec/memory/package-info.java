/** What pictures need of memory, and what they may take. */
package org.sdcodec.codec.memory;
