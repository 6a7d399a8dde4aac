module example {
    requires org.sdcodec;
}
