// IntentTests
