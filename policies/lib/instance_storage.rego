# METADATA
# title: Which types of instances have local storage
# description: |
#   Local NVMe storage is encrypted by the hardware, and SageMaker AI refuses a key for the volumes of such
#   instances. The other types have Amazon EBS volumes, which take a key. The family in the name of a type
#   says what it has: Amazon EC2's pages of September 2026. A family that is not here is not known.
package lens.lib.instance_storage

# Whether a type has local storage: its family has a `d` behind the generation, or is one of these.
has_local(type) if regex.match(`^(ml[.])?[a-z]+[0-9]+[a-z]*d[a-z]*[.]`, type)

has_local(type) if regex.match(`^(ml[.])?(g5|g6|g6e|g6f|gr6|gr6f|g7|g7e|p5|p5e|p5en)[.]`, type)

has_local(type) if regex.match(`^(ml[.])?(p6e?-[a-z0-9]+|trn(1n?|2u?)|dl1|i[0-9][a-z]*|d3|h1)[.]`, type)

# Whether it has volumes of Amazon EBS alone.
has_volumes(type) if {
	regex.match(`^(ml[.])?([cmrt][0-9]+[a-z]*|g5g|p2|p3|inf1|inf2|dl2q)[.]`, type)
	not has_local(type)
}
