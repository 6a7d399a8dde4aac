package org.sdcodec.cli;

import jdk.jfr.Category;
import jdk.jfr.Description;
import jdk.jfr.Event;
import jdk.jfr.Label;
import jdk.jfr.Name;
import jdk.jfr.StackTrace;

/** One encode or decode of {@code sdcodec bench --layers}, around the events of its layers. */
@Name(PassEvent.EVENT)
@Label("Pass")
@Category("sdcodec")
@Description("One encode or decode that was measured")
@StackTrace(false)
final class PassEvent extends Event {
    static final String EVENT = "org.sdcodec.Pass";

    @Label("Name")
    String name;
}
