shining = 5
