variable "teams" {
  type = map(object({
    members = list(string)
    lead    = optional(string, "nobody")
    limits = optional(object({
      high = optional(number, 10)
      low  = optional(number)
    }), {})
    tags = optional(set(string), ["b", "a"])
  }))
}

variable "network" {
  type    = string
  default = "10.0.0.0/8"
}

variable "active" {
  type    = bool
  default = false
}

variable "level" {
  default = "low"
}

variable "numbers" {
  type    = list(string)
  default = [1, 2.5, true]
}

variable "mixed" {
  type    = any
  default = { a = [1, "x"], b = null }
}

variable "pairs" {
  type    = list(tuple([string, number]))
  default = [["a", "1"], ["b", 2]]
}
