// Intent
