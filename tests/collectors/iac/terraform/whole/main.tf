# Everything that the language has, without a provider: Terraform itself has answered.
terraform {
  required_version = ">= 1.5"
}

locals {
  teams   = { for name, team in var.teams : name => merge(team, { size = length(team.members) }) }
  members = flatten([for name, team in var.teams : [for one in team.members : { team = name, who = one }]])
  by_key  = { for one in local.members : "${one.team}/${one.who}" => one }
  subnets = [for i in range(3) : cidrsubnet(var.network, 8, i)]
  active  = var.active ? "on" : "off"
  chosen  = var.level == "low" ? 1 : var.level == "middle" ? 2 : 3
}

module "team" {
  source   = "./modules/team"
  for_each = var.teams
  name     = each.key
  team     = each.value
  extra    = each.key == "red" ? { paint = "1" } : {}
}

module "pair" {
  source = "./modules/leaf"
  count  = 2
  text   = "n${count.index}"
  strict = count.index == 0 ? null : "given"
}

module "never" {
  source = "./modules/leaf"
  count  = var.active ? 0 : 1
  text   = "x"
}

resource "terraform_data" "each" {
  for_each = local.by_key
  input    = "${each.key}=${each.value.who}"
}

resource "terraform_data" "counted" {
  count = length(local.subnets)
  input = { index = count.index, subnet = local.subnets[count.index] }
}

resource "terraform_data" "one" {
  input = [for key, one in terraform_data.each : key]
}
