print("edgerun")
