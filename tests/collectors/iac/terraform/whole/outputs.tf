output "teams" { value = jsonencode(local.teams) }
output "members" { value = jsonencode(local.members) }
output "by_key" { value = jsonencode(local.by_key) }
output "subnets" { value = jsonencode(local.subnets) }
output "active" { value = jsonencode(local.active) }
output "chosen" { value = jsonencode(local.chosen) }
output "numbers" { value = jsonencode(var.numbers) }
output "mixed" { value = jsonencode(var.mixed) }
output "pairs" { value = jsonencode(var.pairs) }
output "summaries" { value = jsonencode({ for key, one in module.team : key => one.summary }) }
output "summaries_by_splat" { value = jsonencode(values(module.team)[*].summary) }
output "extras" { value = jsonencode([for one in values(module.team) : one.extra]) }
output "places" { value = jsonencode(module.team["red"].place) }
output "pair" { value = jsonencode(module.pair[*].text) }
output "strict" { value = jsonencode(module.pair[*].strict) }
output "loose" { value = jsonencode(module.pair[1].loose) }
output "never" { value = jsonencode(try(module.never[0].text, "not there")) }
output "never_one" { value = jsonencode(one(module.never[*].text)) }
output "never_count" { value = jsonencode(length(module.never)) }
output "keys" { value = jsonencode(keys(terraform_data.each)) }
output "inputs" { value = jsonencode({ for key, one in terraform_data.each : key => one.input }) }
output "counted" { value = jsonencode(terraform_data.counted[*].input.subnet) }
output "counted_one" { value = jsonencode(terraform_data.counted[1].input.index) }
output "one" { value = jsonencode(terraform_data.one.input) }
output "letter" {
  value = jsonencode(templatefile("${path.module}/texts/letter.tftpl", {
    who    = "you"
    lines  = ["a", "b"]
    urgent = var.active
  }))
}
output "plain" { value = jsonencode(file("texts/plain.txt")) }
output "digest" { value = jsonencode(filesha256("${path.module}/texts/plain.txt")) }
output "exists" { value = jsonencode([fileexists("texts/plain.txt"), fileexists("texts/none.txt")]) }
output "no_file" { value = jsonencode(try(file("texts/none.txt"), "none")) }
