// IR
