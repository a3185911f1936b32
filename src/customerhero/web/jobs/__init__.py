"""Jobs: work done in the background, none of it lost and none done twice."""
