variable "text" {
  type = string
}
variable "strict" {
  type     = string
  default  = "fallback"
  nullable = false
}
variable "loose" {
  default = null
}
output "text" {
  value = upper(var.text)
}
output "strict" {
  value = var.strict
}
output "loose" {
  value = var.loose == null ? "none" : "some"
}
