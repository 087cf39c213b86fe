def train(s,p,d): pass
