synfin-walkthrough --set timer_hz=0 --lose ack2
