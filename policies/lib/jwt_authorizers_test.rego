package lens_test.jwt_authorizers_test

import data.lens.lib.jwt_authorizers

test_values_with_their_places if {
	match := {"matchValueString": "a", "matchValueStringList": ["b"]}
	claims := [{"authorizingClaimMatchValue": {"claimMatchValue": match}}]
	found := jwt_authorizers.values({"allowedClients": ["c", "d"], "customClaims": claims})
	found == {
		["allowedClients/0", "c"], ["allowedClients/1", "d"],
		["customClaims/0", "a"], ["customClaims/0", "b"],
	}
}
