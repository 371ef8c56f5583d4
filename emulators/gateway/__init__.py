"""One port in front of the functions, which routes like the production load balancer.

The table of routes is infra/routes.json, which the production load balancer is made of as well. What stands in no
route is not reachable from outside: the addresses of tasks above all.
"""
