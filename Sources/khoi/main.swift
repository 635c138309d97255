print("khoi")
