/** What layers report to Java Flight Recorder while it records, and nothing otherwise. */
package org.sdcodec.engine.profile;
