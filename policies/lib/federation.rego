# METADATA
# title: Which users of identity providers a trust policy lets in
# description: |
#   A provider signs in users for many: those of other apps, or everybody. So a statement that trusts
#   it must say whom. Source: IAM User Guide, "Available keys for AWS web identity federation" and
#   "Available keys for SAML-based AWS STS federation".
package lens.lib.federation

import data.lens.lib.conditions
import data.lens.lib.wildcards

# {[message, [name of the provider]], ...}: what a statement of a trust policy does not say of the
# users of the providers that it trusts.
faults(statement) := {[message, [name]] |
	claims := [[key, values] | some [_, key, values] in conditions.restricting(statement)]
	some name in statement.Principal.Federated
	some message in _lacking(_kind(name), _provider(name), claims)
}

_kind("cognito-identity.amazonaws.com") := "pool"

_kind(name) := "oidc" if regex.match(_oidc, name)

_kind(name) := "saml" if contains(name, ":saml-provider/")

# Providers that IAM knows by their names, such as accounts.google.com.
_kind(name) := "app" if {
	not startswith(name, "arn:")
	name != "cognito-identity.amazonaws.com"
}

_oidc := `^arn:[^:]*:iam::[^:]*:oidc-provider/`

# The keys of a provider's claims begin with its URL.
_provider(name) := lower(wildcards.ascii(regex.replace(name, _oidc, "")))

_lacking("oidc", provider, claims) := union({
	{"any-subject" | not _names_subject(provider, claims)},
	{"any-audience" | not _names_claim(provider, {"aud"}, claims)},
})

_lacking("saml", _, claims) := {"any-audience" | not _names_claim("saml", {"aud"}, claims)}

_lacking("pool", provider, claims) := union({
	{"guests" | not _signed_in(provider, claims)},
	{"any-audience" | not _names_claim(provider, {"aud"}, claims)},
})

_lacking("app", provider, claims) := {"any-app" |
	not _names_claim(provider, {"app_id", "aud", "id", "oaud", "sub", "user_id"}, claims)
}

# Whether a condition on one of the claims has values, each with more than wildcards.
_names_claim(provider, names, claims) if {
	some [key, values] in claims
	some name in names
	key == sprintf("%s:%s", [provider, name])
	every value in values { regex.match(`[^*?]`, _known(value)) }
}

# A variable may have any value.
_known(value) := regex.replace(value, `\$\{[^}]*\}`, "*")

_names_subject(provider, claims) if {
	some [key, values] in claims
	key == sprintf("%s:sub", [provider])
	every value in values { _subject(provider, _known(value)) }
}

# Beside wildcards, a subject has more than the words that each subject of the provider has.
_subject(provider, value) if {
	not _serves_everybody(provider)
	rest := regex.replace(value, `[*?:/]`, "")
	not rest in {"", "repo", "system", "systemserviceaccount"}
}

# Whoever has a name like it is signed in too, so the owner must be there without a wildcard.
_subject(provider, value) if {
	_serves_everybody(provider)
	regex.match(`^[a-z_]+:[^*?:/]+[:/]`, value)
}

_subject(provider, value) if {
	_serves_everybody(provider)
	regex.match(`^[^*?]+$`, value)
}

# Providers that sign in the users of all their customers with the same URL.
_serves_everybody(provider) if {
	regex.match(`^(token[.]actions[.]githubusercontent[.]com|gitlab[.]com|app[.]terraform[.]io)(/|$)`, provider)
}

# Guests of an identity pool are those who did not sign in.
_signed_in(provider, claims) if {
	some [key, values] in claims
	key == sprintf("%s:amr", [provider])
	every value in values { _signs_in(_known(value)) }
}

_signs_in(value) if not wildcards.matches(value, "unauthenticated")
