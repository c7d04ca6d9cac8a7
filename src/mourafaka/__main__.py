from mourafaka.cli.main import main

main()
