import CHwloc
