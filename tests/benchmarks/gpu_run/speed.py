def speed(s,p,d): pass
