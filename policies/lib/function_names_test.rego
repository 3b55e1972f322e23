package lens_test.lib.function_names_test

import data.lens.lib.function_names

_verbs := ["get", "check", "count", "fetch", "read", "Lookup"]

_reads(name) if {
	function_names.begins_with(name, _verbs)
	not function_names.may_change(name)
}

test_a_verb_ends_with_its_word if {
	every name in [
		"get", "getOrder", "get_order", "get-order", "GET_ORDER", "get2", "GetURLList", "GETUser", "lookup",
		"check_stock", "fetchBookDetails", "getRefundStatus",
	] {
		_reads(name)
	}
}

test_a_longer_word_is_another if {
	every name in [
		"checkoutCart", "CHECKOUT", "getaway", "readjustPrice", "counterOffer", "2get", "orderItem", "fetcher",
		"",
	] {
		not function_names.begins_with(name, _verbs)
	}
}

test_a_later_verb_may_change if {
	every name in [
		"fetchAndDelete", "get_or_create", "checkAndOrder", "get_then_refund", "fetch-AND-book", "countUpdate",
		"getURLDelete", "checkOutCart", "check_in",
	] {
		function_names.begins_with(name, _verbs)
		function_names.may_change(name)
	}
}

test_the_first_word_is_for_begins_with if not function_names.may_change("deleteOrder")
