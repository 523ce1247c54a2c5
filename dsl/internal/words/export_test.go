package words

// Follow is follow, for tests.
var Follow = (*Set).follow
