"""Work for many machines: what the services are to be asked is put down once, and each takes its share."""
