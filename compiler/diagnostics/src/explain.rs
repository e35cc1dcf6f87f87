//! Turns a literate test case into the text that `aria explain CODE` prints, without what only the tests need.
