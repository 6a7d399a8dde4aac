/** Color profiles of the gamuts that files can have. */
package org.sdcodec.imageio.color;
