/** JSON objects as maps, in and out. */
package org.sdcodec.cli.json;
