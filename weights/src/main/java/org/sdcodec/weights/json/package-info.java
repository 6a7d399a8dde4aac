/** JSON files of models, read by Jackson's parser with limits that make untrusted input harmless. */
package org.sdcodec.weights.json;
