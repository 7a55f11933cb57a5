// NetTests
