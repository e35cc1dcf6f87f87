// The function that is called from outside its library.
int add(int a, int b);
