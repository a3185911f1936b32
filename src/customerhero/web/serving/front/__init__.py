"""The front: what stands between the network and the threads that make pages, so that nobody's slowness holds one."""
