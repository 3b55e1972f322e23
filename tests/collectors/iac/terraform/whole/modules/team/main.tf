variable "name" {
  type = string
}
variable "team" {}
variable "extra" {
  type    = map(string)
  default = { none = "x" }
}
module "leaf" {
  source = "../leaf"
  text   = format("%s:%s", var.name, join("+", var.team.members))
}
output "summary" {
  value = "${module.leaf.text}/${var.team.lead}/${var.team.limits.high}"
}
output "extra" {
  value = var.extra
}
output "place" {
  value = "${path.module} ${path.root}"
}
