teams = {
  red  = { members = ["ann", "bob"], limits = { low = "1" } }
  blue = { members = ["cy"], lead = "dee", tags = ["z", "z", "y"], ignored = true }
}
active = true
level  = "high"
